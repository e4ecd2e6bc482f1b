import { mayFetch } from './media-address.js';

const graph = 'https://graph.facebook.com/v23.0';

describe('an address that a file may be fetched from', () => {
  it.each([
    'https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1&ext=2&hash=3',
    'https://scontent-fra3-1.xx.fbcdn.net/v/photo.jpg?oe=1',
    'https://fbcdn.net/x',
    'https://scontent.cdninstagram.com/v/film.mp4',
    'https://mmg.whatsapp.net/x',
    'https://graph.facebook.com/v23.0/1',
  ])('%s', (address) => {
    expect(mayFetch(address, graph)).toBe(true);
  });

  it.each([
    'http://lookaside.fbsbx.com/x',
    'https://lookaside.fbsbx.com:8443/x',
    'https://user:secret@lookaside.fbsbx.com/x',
    'https://fbsbx.com.evil.example/x',
    'https://evilfbsbx.com/x',
    'https://evil.example/?host=fbsbx.com',
    'https://evil.example#fbcdn.net',
    'https://169.254.169.254/latest/meta-data/',
    'http://127.0.0.1:8080/x',
    'https://[::1]/x',
    'file:///etc/passwd',
    'data:text/plain,x',
    'fbcdn.net/x',
    '',
  ])('never %s', (address) => {
    expect(mayFetch(address, graph)).toBe(false);
  });

  it('is on the server that the API was configured to be at, and on no other port of it', () => {
    expect(mayFetch('http://127.0.0.1:4010/file/1', 'http://127.0.0.1:4010/v23.0')).toBe(true);
    expect(mayFetch('http://127.0.0.1:5432/', 'http://127.0.0.1:4010/v23.0')).toBe(false);
    expect(mayFetch('https://127.0.0.1:4010/file/1', 'http://127.0.0.1:4010')).toBe(false);
    expect(mayFetch('http://a:b@127.0.0.1:4010/file/1', 'http://127.0.0.1:4010')).toBe(false);
  });
});
