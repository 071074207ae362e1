/** The most columns that a file may have. */
export const mostColumns = 200;
