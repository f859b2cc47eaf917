/** How a key of the APIs looks, so that one is told from other texts wherever it was sent. */

export const KEY_PREFIX = 'slc_'

/** A whole text that may be one; its last signs are proved where keys are made. */
export const KEY = /^slc_[0-9A-Za-z]{32}$/

/** All that stand in a text. */
export const KEYS_WITHIN = /slc_[0-9A-Za-z]{32}/g
