/** Whether a request is from Slack, and recent. @see https://docs.slack.dev/authentication/verifying-requests-from-slack */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** How far the time of a request may be from ours, in either direction. */
const maxSeconds = 300;

/** Node joins the values of a repeated header, which then matches neither pattern. */
const timestampForm = /^\d{1,15}$/;
const signatureForm = /^v0=([0-9a-f]{64})$/;

/** What is wrong with a request: it is not signed with this secret; or it is, but at another time than ours. */
export type SignatureFault = 'not signed with this secret' | 'signed at another time';

/** Null for a request of Slack's. @param body the bytes as received: only these have this signature */
export const signatureFault = (
  headers: IncomingHttpHeaders,
  body: Buffer,
  signingSecret: string,
): SignatureFault | null => {
  const timestamp = String(headers['x-slack-request-timestamp']);
  const [, signature] = signatureForm.exec(String(headers['x-slack-signature'])) ?? [];
  if (!signature || !timestampForm.test(timestamp)) return 'not signed with this secret';
  const ours = createHmac('sha256', signingSecret).update(`v0:${timestamp}:`).update(body).digest();
  if (!timingSafeEqual(ours, Buffer.from(signature, 'hex'))) return 'not signed with this secret';
  const isRecent = Math.abs(Date.now() / 1_000 - Number(timestamp)) <= maxSeconds;
  return isRecent ? null : 'signed at another time';
};
