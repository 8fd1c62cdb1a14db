import { dropboxSandbox } from '../../src/integrations/dropbox/dropbox.sandbox';
import { githubSandbox } from '../../src/integrations/github/github.sandbox';
import { googledriveSandbox } from '../../src/integrations/googledrive/googledrive.sandbox';
import type { IntegrationKey } from '../../src/integrations/integrations.catalog';
import { notionSandbox } from '../../src/integrations/notion/notion.sandbox';
import { quickbooksSandbox } from '../../src/integrations/quickbooks/quickbooks.sandbox';
import { salesforceSandbox } from '../../src/integrations/salesforce/salesforce.sandbox';
import { slackSandbox } from '../../src/integrations/slack/slack.sandbox';
import { stripeSandbox } from '../../src/integrations/stripe/stripe.sandbox';
import { trelloSandbox } from '../../src/integrations/trello/trello.sandbox';
import type { VendorSandbox } from '../../src/integrations/vendor.sandbox';
import { zoomSandbox } from '../../src/integrations/zoom/zoom.sandbox';

/** Every played vendor. */
export const VENDORS: Readonly<Record<IntegrationKey, VendorSandbox>> = {
  zoom: zoomSandbox,
  notion: notionSandbox,
  trello: trelloSandbox,
  stripe: stripeSandbox,
  quickbooks: quickbooksSandbox,
  github: githubSandbox,
  salesforce: salesforceSandbox,
  googledrive: googledriveSandbox,
  dropbox: dropboxSandbox,
  slack: slackSandbox,
};
