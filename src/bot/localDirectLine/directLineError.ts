import type { ErrorBody } from '../sendJson';

/** The codes that Direct Line 3.0 answers with; clients decide by them, never by the message. */
export type DirectLineErrorCode =
  | 'BadArgument'
  | 'BadSyntax'
  | 'BotError'
  | 'BotRejectedActivity'
  | 'ConversationNotFound'
  | 'NotFound'
  | 'NotSupported'
  | 'ServiceError'
  | 'TokenExpired';

/** A refusal on its way to the client: status, stable code, and a message for developers. */
export class DirectLineError extends Error {
  constructor(
    readonly status: number,
    readonly code: DirectLineErrorCode,
    message: string,
  ) {
    super(message);
    this.name = 'DirectLineError';
  }

  get body(): ErrorBody {
    return { error: { code: this.code, message: this.message } };
  }
}
