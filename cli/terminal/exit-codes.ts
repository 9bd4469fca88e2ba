/** Exit codes of every command; docs/cli.md and `btp-isc --help` show the same table. */
export const EXIT = {
  ok: 0,
  /** What was asked for failed, or something checked is wrong. */
  failed: 1,
  /** Nothing is wrong, but something is due: a key to rotate, a change to apply. */
  due: 2,
  /** The command line is wrong (EX_USAGE of sysexits.h). */
  usage: 64,
  /** A defect of btp-isc itself (EX_SOFTWARE). */
  defect: 70,
  /** Ctrl-C. */
  interrupted: 130,
} as const;

export const EXIT_CODES_HELP = `
Exit codes:
  0    done; everything that was checked is right
  1    it failed, or something that was checked is wrong
  2    nothing is wrong, but something is due (a key to rotate, a change to apply)
  64   the command line is wrong
  70   a defect of btp-isc; --debug shows where
  130  interrupted (Ctrl-C)`;
