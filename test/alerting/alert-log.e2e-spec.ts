import { boot } from '../helpers/boot';
import { eventually } from '../helpers/eventually';
import { HttpReceiver } from './receivers';

const SECRET = `whsec_${Buffer.from('a secret of thirty-two characters').toString('base64')}`;

describe('the log', () => {
  it('tells once that a channel fails, without its address or its secret', async () => {
    const hook = await new HttpReceiver().start();
    hook.behaviour = 'failing';
    const { logs, close } = await boot({
      configured: [],
      env: {
        ALERT_WEBHOOK_URL: `${hook.url}/token-in-path`,
        ALERT_WEBHOOK_SECRET: SECRET,
        ALERT_GROUP_SECONDS: '0',
      },
    });
    await eventually(
      () => hook.attempts,
      (count) => count >= 2,
    );
    await close();
    await hook.stop();
    expect(logs().match(/The alert channel webhook answered with HTTP 503/g)).toHaveLength(1);
    for (const secret of [SECRET, hook.url, 'token-in-path']) expect(logs()).not.toContain(secret);
  });
});
