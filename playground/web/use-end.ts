/** Keeps the newest message in sight for people who read at the end, and tells people who read further up that there is one. */
import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react';
import type { SlackMessage } from '../slack/format/wire.ts';

/** Within this distance, a reader is at the end. */
const nearPx = 48;

/** @param list what scrolls; @param isRendered whether the messages are in it now */
export const useEnd = (
  list: RefObject<HTMLElement | null>,
  { messages, me, isRendered }: { messages: readonly SlackMessage[]; me: string; isRendered: boolean },
) => {
  const isAtEnd = useRef(true);
  const seen = useRef<string | undefined>(undefined);
  const [hasNewer, setNewer] = useState(false);
  const toEnd = useCallback(() => {
    list.current?.scrollTo({ top: list.current.scrollHeight });
  }, [list]);
  // before the browser can report a scroll over what has just been added: that would look like a reader further up
  useLayoutEffect(() => {
    if (!isRendered) return;
    const newest = messages.at(-1);
    const isNewer = newest?.ts !== seen.current;
    seen.current = newest?.ts;
    // A message that changes may have grown.
    if (isAtEnd.current || (isNewer && newest?.user === me)) toEnd();
    else if (isNewer) setNewer(true);
  }, [messages, me, isRendered, toEnd]);
  return {
    hasNewer,
    toEnd,
    onScroll: () => {
      const { scrollHeight, scrollTop, clientHeight } = list.current ?? document.documentElement;
      isAtEnd.current = scrollHeight - scrollTop - clientHeight < nearPx;
      if (isAtEnd.current) setNewer(false);
    },
  };
};
