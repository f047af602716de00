import { createHash } from 'node:crypto';
import type { CustomerOrder } from './customerOrder';
import type { StepName } from './step';

/** What one call of a submission is told by. */
export interface RequestOf {
  /** The submission's id, random in itself. */
  readonly id: string;
  readonly generation: number;
  readonly step: StepName;
  readonly order: CustomerOrder;
}

/**
 * The id under which a step asks Partner Center for something (`MS-RequestId`, a UUID). It follows from
 * what is asked for: a database that was restored from before the intent comes to the same id again, and
 * Partner Center answers with what it made then instead of making it twice. A changed order or a new
 * generation is another request.
 */
export function requestIdOf({ id, generation, step, order }: RequestOf): string {
  const bytes = createHash('sha256')
    .update(JSON.stringify([id, generation, step, order]))
    .digest();
  // RFC 9562: version 8 (made by a rule of its own), variant 10.
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex', 0, 16);
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
