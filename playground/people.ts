/** Who is in the playground's workspace, and where they can all be read. */

/** alice makes images, bob and carol use them; newt is new and has linked nothing. */
export const people = { alice: 'UALICE', bob: 'UBOB', carol: 'UCAROL', newt: 'UNEWT' } as const;

/** Their teams work around the world, and so are quiet at different hours. */
export const timeZones = {
  alice: 'Europe/Berlin',
  bob: 'America/New_York',
  carol: 'Asia/Tokyo',
  newt: 'Australia/Lord_Howe',
} as const satisfies Record<keyof typeof people, string>;

export const generalChannel = { id: 'CGENERAL', name: 'general' } as const;
