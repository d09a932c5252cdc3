/** Whether Slack sent a request, and lately. @see https://docs.slack.dev/authentication/verifying-requests-from-slack */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** How far the time of a request may lie from ours, either way. */
const maxSeconds = 300;

/** Of a header that comes twice, Node joins the values: such a one matches neither. */
const timestampForm = /^\d{1,15}$/;
const signatureForm = /^v0=([0-9a-f]{64})$/;

/** @param body the bytes as they came: no others have this signature */
export const isSigned = (headers: IncomingHttpHeaders, body: Buffer, signingSecret: string): boolean => {
  const timestamp = String(headers['x-slack-request-timestamp']);
  const [, signature] = signatureForm.exec(String(headers['x-slack-signature'])) ?? [];
  if (!signature || !timestampForm.test(timestamp)) return false;
  if (Math.abs(Date.now() / 1_000 - Number(timestamp)) > maxSeconds) return false;
  const ours = createHmac('sha256', signingSecret).update(`v0:${timestamp}:`).update(body).digest();
  return timingSafeEqual(ours, Buffer.from(signature, 'hex'));
};
