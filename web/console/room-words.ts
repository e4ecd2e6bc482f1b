/** A room's sentences: each language has the same keys (the type of the English ones says so). */
export interface RoomWords<T> {
  en: T;
  zh: { [K in keyof T]: string };
}
