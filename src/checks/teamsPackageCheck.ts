import { existsSync, readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import { z } from 'zod';
import { finder, type Finding } from './finding';

const manifestSchema = z.object({
  bots: z.array(z.object({ botId: z.string() })).min(1),
  validDomains: z.array(z.string()),
});

/** Was the app package for Teams made of these settings? One of an earlier bot or address can't be used. */
export function checkTeamsPackage(
  file: string,
  settings: { readonly appId: string | undefined; readonly publicUrl: string },
): Finding {
  const { good, skipped, wrong } = finder('teamsPackage');
  if (!existsSync(file)) return skipped('none', { file });
  const manifest = manifestOf(file);
  if (manifest === undefined) return wrong('unreadable', { file });
  const { appId, publicUrl } = settings;
  if (appId === undefined) return skipped('development');
  if (manifest.bots.some(({ botId }) => botId.toLowerCase() !== appId.toLowerCase())) {
    return wrong('otherBot', { file });
  }
  const { hostname } = new URL(publicUrl);
  return manifest.validDomains.includes(hostname) ? good() : wrong('otherDomain', { hostname });
}

function manifestOf(file: string): z.output<typeof manifestSchema> | undefined {
  try {
    const entry = unzipSync(readFileSync(file))['manifest.json'];
    return manifestSchema.parse(JSON.parse(Buffer.from(entry ?? []).toString('utf8')));
  } catch {
    return undefined;
  }
}
