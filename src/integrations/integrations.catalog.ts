import type { Type } from '@nestjs/common';
import { dropbox, DropboxHealthIndicator } from './dropbox/dropbox.health';
import { DropboxModule } from './dropbox/dropbox.module';
import { github, GitHubHealthIndicator } from './github/github.health';
import { GitHubModule } from './github/github.module';
import { googledrive, GoogleDriveHealthIndicator } from './googledrive/googledrive.health';
import { GoogleDriveModule } from './googledrive/googledrive.module';
import type { IntegrationDefinition } from './integration';
import type { IntegrationHealthIndicator } from './integration.health';
import { notion, NotionHealthIndicator } from './notion/notion.health';
import { NotionModule } from './notion/notion.module';
import { quickbooks, QuickBooksHealthIndicator } from './quickbooks/quickbooks.health';
import { QuickBooksModule } from './quickbooks/quickbooks.module';
import { salesforce, SalesforceHealthIndicator } from './salesforce/salesforce.health';
import { SalesforceModule } from './salesforce/salesforce.module';
import { slack, SlackHealthIndicator } from './slack/slack.health';
import { SlackModule } from './slack/slack.module';
import { stripe, StripeHealthIndicator } from './stripe/stripe.health';
import { StripeModule } from './stripe/stripe.module';
import { trello, TrelloHealthIndicator } from './trello/trello.health';
import { TrelloModule } from './trello/trello.module';
import { zoom, ZoomHealthIndicator } from './zoom/zoom.health';
import { ZoomModule } from './zoom/zoom.module';

interface CatalogEntry<Definition extends IntegrationDefinition> {
  readonly definition: Definition;
  readonly indicator: Type<IntegrationHealthIndicator>;
  readonly module: Type;
}

function entry<Definition extends IntegrationDefinition>(
  definition: Definition,
  indicator: Type<IntegrationHealthIndicator>,
  module: Type,
): CatalogEntry<Definition> {
  return { definition, indicator, module };
}

/** The one list of integrations, in the order of every surface: a line each. */
export const CATALOG = [
  entry(zoom, ZoomHealthIndicator, ZoomModule),
  entry(notion, NotionHealthIndicator, NotionModule),
  entry(trello, TrelloHealthIndicator, TrelloModule),
  entry(stripe, StripeHealthIndicator, StripeModule),
  entry(quickbooks, QuickBooksHealthIndicator, QuickBooksModule),
  entry(github, GitHubHealthIndicator, GitHubModule),
  entry(salesforce, SalesforceHealthIndicator, SalesforceModule),
  entry(googledrive, GoogleDriveHealthIndicator, GoogleDriveModule),
  entry(dropbox, DropboxHealthIndicator, DropboxModule),
  entry(slack, SlackHealthIndicator, SlackModule),
] as const;

/** The key of an integration of the catalog: `'zoom' | 'notion' | …`. */
export type IntegrationKey = (typeof CATALOG)[number]['definition']['key'];

/** All keys, in order. */
export const INTEGRATION_KEYS: readonly IntegrationKey[] = CATALOG.map(
  ({ definition }) => definition.key,
);

/** All definitions, in order. */
export const DEFINITIONS: readonly IntegrationDefinition<IntegrationKey>[] = CATALOG.map(
  ({ definition }) => definition,
);

/** Every variable of every integration that may be given as `NAME_FILE`. */
export const INTEGRATION_ENV_VARS: readonly string[] = [
  ...new Set(
    DEFINITIONS.flatMap(({ requiredEnvVars, optionalEnvVars = [] }) => [
      ...requiredEnvVars,
      ...optionalEnvVars.map(({ name }) => name),
    ]),
  ),
];
