/** The constant, obviously fake grant that probes offer: it can never redeem anything. */
export const BOGUS_GRANT = 'health-probe-invalid-grant';

/** A redirect URI for probes whose grant requires one; nothing listens there. */
export const BOGUS_REDIRECT = 'https://localhost/health-probe';
