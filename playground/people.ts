/** Who is in the playground's workspace, and where they can all be read. */

/** alice makes images, bob and carol use them; newt is new and has linked nothing. */
export const people = { alice: 'UALICE', bob: 'UBOB', carol: 'UCAROL', newt: 'UNEWT' } as const;

export const generalChannel = { id: 'CGENERAL', name: 'general' } as const;
