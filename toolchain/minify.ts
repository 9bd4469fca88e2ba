/**
 * JavaScript as the npm package ships it: without comments and white space, and with short names for what a module does
 * not export. Classes and methods keep their names for stack traces.
 */
export async function minify(javaScript: string): Promise<string> {
  // Loaded here only: most runs of the toolchain have nothing to minify.
  const { transform } = await import('@swc/core');
  const options = { keep_classnames: true, toplevel: true };
  const { code } = await transform(javaScript, {
    isModule: false,
    minify: true,
    swcrc: false,
    configFile: false,
    jsc: {
      target: 'es2022',
      minify: { compress: options, mangle: options, format: { comments: false } },
    },
  });
  return code;
}
