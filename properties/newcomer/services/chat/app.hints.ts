export const keys = ['lobby', 'support'];

export const examples = {
  'ChatRoom/post': [
    { from: 'ann', text: 'hello' },
    { from: 'bob', text: 'hi' },
  ],
  'ChatRoom/next': [0, 1],
};
