// Without those that are mistaken for each other when read out or copied by hand.
const letters = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/** A password nobody can guess: 5 × 4 letters, about 115 bits. */
export function makePassword(): string {
  const dice = crypto.getRandomValues(new Uint32Array(20));
  return [...dice].map((n, index) => `${index > 0 && index % 4 === 0 ? '-' : ''}${letters[n % letters.length]}`).join('');
}
