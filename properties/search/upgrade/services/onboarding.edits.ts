import { MOVED, type EditedService } from '../edited-service.ts';

/**
 * `run` stores: 1 run "send welcome", 2 send Mailer/send, 3 set stage, 4 promise verified, 5 sleep 7 d; once it is verified 6 set
 * stage, 7 sleep 30 d, 8 run "send survey".
 */
export const onboarding: EditedService = {
  name: 'onboarding',
  file: new URL('onboarding.ts', import.meta.url),
  hints: { examples: { 'Onboarding/run': [{ email: 'ann@example.org', name: 'Ann' }] }, keys: ['ann'] },
  edits: [
    { name: 'a user has less time', replace: [['orTimeout({ days: 7 })', 'orTimeout({ days: 2 })']] },
    { name: 'a sleep is shorter', replace: [['ctx.sleep({ days: 30 })', 'ctx.sleep({ days: 7 })']] },
    { name: 'a message is sent earlier', replace: [['delay: { days: 1 }', 'delay: { hours: 1 }']] },
    {
      name: 'there is no survey any more',
      replace: [
        [
          `      await ctx.sleep({ days: 30 });
      await ctx.run('send survey', () => smtp.send({ to: user.email, template: 'survey' }));
`,
          '',
        ],
      ],
      breaks: [
        {
          on: MOVED,
          handler: 'Onboarding/run',
          kind: 'breaks in flight at entry 7 (sleep)',
          points: {
            'Onboarding/run': 'safe up to after entry 6 (set stage), breaks from after entry 7 (sleep 30 d) on',
          },
          old: 'ctx.sleep({ days: 30 })',
          operations: 2,
          resumed: { 'Onboarding/run': /first before entry 6$/ },
        },
      ],
    },
    {
      name: 'there is no timeout any more',
      replace: [
        [
          "await ctx.promise<boolean>('verified').get().orTimeout({ days: 7 });",
          "await ctx.promise<boolean>('verified');",
        ],
      ],
      breaks: [
        {
          on: MOVED,
          handler: 'Onboarding/run',
          kind: 'breaks in flight at entry 5 (sleep)',
          points: {
            'Onboarding/run': 'safe up to after entry 4 (promise verified), breaks from after entry 5 (sleep 7 d) on',
          },
          old: 'orTimeout(',
          resumed: { 'Onboarding/run': /first before entry 2$/ },
        },
        {
          on: ['rollback in-place'],
          handler: 'Onboarding/run',
          kind: 'breaks in flight when it is rolled back at entry 5 (set stage)',
          old: 'orTimeout(',
          next: "ctx.set('stage', 'active')",
        },
      ],
    },
    {
      name: 'mails have a subject',
      replace: [
        [
          "  template: 'welcome' | 'tips' | 'survey';\n",
          "  template: 'welcome' | 'tips' | 'survey';\n  subject?: string;\n",
        ],
        ["template: 'tips' };", "template: 'tips', subject: 'Five tips' };"],
      ],
      breaks: [
        {
          on: MOVED,
          handler: 'Onboarding/run',
          kind: 'breaks in flight at entry 2 (send Mailer/send)',
          points: {
            'Onboarding/run':
              'safe up to after entry 1 (run "send welcome"), breaks from after entry 2 (send Mailer/send) on',
          },
          old: '.send(tips',
          next: '.send(tips',
          resumed: { 'Onboarding/run': /first before entry 2$/ },
        },
        {
          on: ['rollback in-place'],
          handler: 'Onboarding/run',
          kind: 'breaks in flight when it is rolled back at entry 2 (send Mailer/send)',
          old: '.send(tips',
          next: '.send(tips',
        },
      ],
    },
  ],
};
