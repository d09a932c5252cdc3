/** The two encodings of Slack's requests, read once into one: the JSON of a payload. */
import { type ParsedUrlQuery, parse } from 'node:querystring';

const form = 'application/x-www-form-urlencoded';

/** The fields of a form, at most a thousand of them. */
export const formFields = (body: Buffer): ParsedUrlQuery =>
  // Node's own reading of + takes a second for a megabyte of them
  parse(body.toString().replaceAll('+', '%20'));

/** Whether a request says that its body is a form, with whatever parameters. */
export const isForm = (contentType = ''): boolean =>
  contentType.split(';', 1)[0]?.trim().toLowerCase() === form;

/**
 * The payload as JSON, not yet known to be any: the field `payload` of a form, else all of its fields; or the body as it is.
 * @see https://docs.slack.dev/interactivity/handling-user-interaction#payloads
 */
export const bodyJson = (body: Buffer, contentType: string | undefined): string => {
  if (!isForm(contentType)) return body.toString();
  const fields = formFields(body);
  return typeof fields.payload === 'string' ? fields.payload : JSON.stringify(fields);
};
