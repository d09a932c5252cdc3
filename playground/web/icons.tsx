/** The few line icons of the page; decoration, so hidden from screen readers. */

const paths = {
  dots: 'M4 11h2v2H4zM11 11h2v2h-2zM18 11h2v2h-2z',
  close: 'M6 6l12 12M18 6L6 18',
  back: 'M15 6l-6 6 6 6',
  send: 'M4 12l16-8-6 16-3-7z',
  eye: 'M2 12s4-7 10-7 10 7 10 7-4 7-10 7-10-7-10-7zm10-3a3 3 0 100 6 3 3 0 000-6z',
  bolt: 'M13 3L5 14h6l-1 7 8-11h-6z',
  window: 'M14 4h6v6M20 4l-9 9M10 5H5v14h14v-5',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  insert: 'M4 12h12m-5-5l5 5-5 5M20 5v14',
  warning: 'M12 4l9 16H3zM12 10v4m0 3h.01',
} as const;

export const Icon = ({ name }: { name: keyof typeof paths }) => (
  <svg className="icon" viewBox="0 0 24 24" aria-hidden="true">
    <path d={paths[name]} />
  </svg>
);

/** The bot's avatar: an image in layers, passed from hand to hand. */
export const BotFace = () => (
  <svg className="face face-bot" viewBox="0 0 36 36" aria-hidden="true">
    <rect width="36" height="36" rx="8" />
    <path d="M9 13.5l9-4.5 9 4.5-9 4.5zm0 4.5l9 4.5 9-4.5M9 22.500l9 4.500 9-4.500" />
  </svg>
);

const hues: Readonly<Record<string, string>> = {
  alice: '#a0527e',
  bob: '#2f7d6b',
  carol: '#b0672b',
  newt: '#5b6fb5',
};

export const Face = ({ name }: { name: string }) => (
  <span className="face" style={{ background: hues[name] ?? '#6b6f76' }} aria-hidden="true">
    {name.slice(0, 1).toUpperCase()}
  </span>
);
