import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MINIMAL } from './landscapes';
import { execute, succeeded } from './programs';

/** What the stack of the minimal landscape hands over. */
export interface Values {
  readonly endpoint_url: string;
  readonly token_endpoint: string;
  readonly client_id?: string;
  readonly client_secret?: string;
}

/** The minimal landscape as if deployed, with outputs of our choice in a state that the real terraform wrote. */
export class MadeUpStack {
  readonly dir = mkdtempSync(join(tmpdir(), 'btp-isc-made-up-'));
  readonly outDir = join(this.dir, 'cdktf.out');
  readonly landscapeFile = join(this.dir, 'landscape.yaml');
  private readonly stack = join(this.outDir, 'stacks/hr-dev');

  constructor(
    private readonly terraform: string,
    private readonly tools: Readonly<Record<string, string>>,
  ) {
    mkdirSync(this.stack, { recursive: true });
    writeFileSync(this.landscapeFile, MINIMAL);
  }

  get env(): NodeJS.ProcessEnv {
    const { terraform, outDir, landscapeFile } = this;
    return {
      ...process.env,
      ...this.tools,
      TERRAFORM_BINARY_NAME: terraform,
      CDKTF_OUTDIR: outDir,
      LANDSCAPE: landscapeFile,
    };
  }

  async apply(values: Values): Promise<void> {
    const all = {
      authentication: 'x',
      client_id: 'sb-fake!b1|it-rt!b2',
      client_secret: 'fake-made-up-secret',
      ...values,
    };
    const output = Object.fromEntries(
      Object.entries(all).map(([name, value]) => [
        `employee_hired_${name}`,
        { value, sensitive: name === 'client_secret' },
      ]),
    );
    this.write({ output });
    succeeded(await execute(this.terraform, ['init', '-input=false'], this.stack, this.env));
    succeeded(await execute(this.terraform, ['apply', '-auto-approve', '-input=false'], this.stack, this.env));
  }

  /** What terraform wrote, for a server that plays a remote backend. */
  state(): string {
    return readFileSync(join(this.stack, 'terraform.tfstate'), 'utf8');
  }

  /** As `cdktf synth` leaves a stack whose state is elsewhere: nothing initialized. */
  synthesizedOnly(backend: object): void {
    rmSync(this.stack, { recursive: true });
    mkdirSync(this.stack, { recursive: true });
    this.write({ terraform: { backend } });
  }

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }

  private write(config: object): void {
    writeFileSync(join(this.stack, 'cdk.tf.json'), JSON.stringify(config));
  }
}
