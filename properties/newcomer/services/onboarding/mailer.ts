const MAIL_API = 'https://mail.example.com/v1/messages';

async function post(to: string, template: string, values: Record<string, string>): Promise<void> {
  const response = await fetch(MAIL_API, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ to, template, values }),
  });
  if (!response.ok) throw new Error(`mail API: ${response.status}`);
}

export const mailer = {
  verification: (to: string, token: string) =>
    post(to, 'verify', { link: `https://app.example.com/verify?t=${token}` }),
  welcome: (to: string, name: string) => post(to, 'welcome', { name }),
};
