import { createHmac } from 'node:crypto';
import { iceServersFor } from './ice-servers.js';

describe('what the parties of a call are given to find each other', () => {
  const stun = { urls: ['stun:stun.example.test:3478'] };

  it('is what was configured', () => {
    expect(iceServersFor({ iceServers: [stun], turn: undefined }, 'a-call', 0)).toEqual([stun]);
    expect(iceServersFor({ iceServers: [], turn: undefined }, 'a-call', 0)).toEqual([]);
  });

  it('and for a relay of ours a password for this call that ends by itself', () => {
    const turn = { urls: ['turn:turn.example.test:3478'], secret: 'north wind', ttlS: 600 };
    const [first, relay] = iceServersFor({ iceServers: [stun], turn }, 'a-call', 1_700_000_000_500);
    expect(first).toEqual(stun);
    expect(relay).toEqual({
      urls: turn.urls,
      username: '1700000600:a-call',
      credential: createHmac('sha1', 'north wind').update('1700000600:a-call').digest('base64'),
    });
    expect(JSON.stringify(relay)).not.toContain('north wind');
  });
});
