import '../lib/core/compile-cache';

import { CommanderError } from 'commander';
import { btpIscProgram } from './program';
import { endQuietlyWhenNobodyReads, failUnlessItEnds } from './terminal/endings';
import { EXIT } from './terminal/exit-codes';
import { report } from './terminal/user-error';

const program = btpIscProgram(process.argv.slice(2));

endQuietlyWhenNobodyReads();
failUnlessItEnds(
  program.parseAsync().catch((error) => {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    else process.exitCode = report(error, program.opts<{ debug?: boolean }>().debug);
  }),
);
