/** The people in the playground's workspace, and the channel that they all read. */

/** alice makes images, bob and carol use them; newt is new and has not linked anything. */
export const people = { alice: 'UALICE', bob: 'UBOB', carol: 'UCAROL', newt: 'UNEWT' } as const;

/** Their teams work around the world, so they are quiet at different hours. */
export const timeZones = {
  alice: 'Europe/Berlin',
  bob: 'America/New_York',
  carol: 'Asia/Tokyo',
  newt: 'Australia/Lord_Howe',
} as const satisfies Record<keyof typeof people, string>;

export const generalChannel = { id: 'CGENERAL', name: 'general' } as const;
