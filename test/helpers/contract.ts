/** What the contract promises about every integration, written out so that a changed list shows. */
export const SERVICES = [
  { key: 'zoom', name: 'Zoom', variables: ['ZOOM_API_KEY', 'ZOOM_API_SECRET'] },
  { key: 'notion', name: 'Notion', variables: ['NOTION_CLIENT_ID', 'NOTION_CLIENT_SECRET'] },
  { key: 'trello', name: 'Trello', variables: ['TRELLO_API_KEY', 'TRELLO_API_SECRET'] },
  { key: 'stripe', name: 'Stripe', variables: ['STRIPE_API_KEY', 'STRIPE_WEBHOOK_SECRET'] },
  {
    key: 'quickbooks',
    name: 'QuickBooks',
    variables: ['QUICKBOOKS_CLIENT_ID', 'QUICKBOOKS_CLIENT_SECRET'],
  },
  {
    key: 'github',
    name: 'GitHub',
    variables: ['GITHUB_CLIENT_ID', 'GITHUB_CLIENT_SECRET', 'GITHUB_TOKEN'],
  },
  {
    key: 'salesforce',
    name: 'Salesforce',
    variables: ['SALESFORCE_CLIENT_ID', 'SALESFORCE_CLIENT_SECRET'],
  },
  {
    key: 'googledrive',
    name: 'Google Drive',
    variables: ['GOOGLE_CLIENT_ID', 'GOOGLE_CLIENT_SECRET'],
  },
  { key: 'dropbox', name: 'Dropbox', variables: ['DROPBOX_APP_KEY', 'DROPBOX_APP_SECRET'] },
  {
    key: 'slack',
    name: 'Slack',
    variables: ['SLACK_CLIENT_ID', 'SLACK_CLIENT_SECRET', 'SLACK_SIGNING_SECRET'],
  },
] as const;

/** The keys, in the order of every surface. */
export const KEYS = SERVICES.map(({ key }) => key);

/** An ISO 8601 time in UTC. */
export const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/;

/** Matches a time inside of `toEqual`. */
export const aTime = expect.stringMatching(TIME) as unknown as string;
