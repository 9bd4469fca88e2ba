import { sheetHtml } from '../../cli/sheet/html';
import { SAMPLE_SHEET } from './sample';

const WIDTH = 960;
const HEIGHT = 520;

/**
 * The page that `btp-isc sheet --file isc.html` writes, as a picture: the page itself, in an SVG. A screenshot would
 * differ with the fonts of the machine that takes it, so that no test could tell whether it is stale.
 */
export function sheetPicture(): string {
  const html = sheetHtml([SAMPLE_SHEET], true, new Date('2026-11-24T09:00:00Z'));
  const [, style = ''] = /<style>([\s\S]*?)<\/style>/.exec(html) ?? [];
  const [, body = ''] = /<body>([\s\S]*?)<p id="said"/.exec(html) ?? [];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}">
<title>ISC event connectors</title>
<rect width="100%" height="100%" fill="#fff" rx="8"/>
<foreignObject width="100%" height="100%">
<body xmlns="http://www.w3.org/1999/xhtml" style="color-scheme: light; color: #222; margin: 1.5rem auto">
<style>${style
    .replace(':root {', 'body {')
    .replace('light dark', 'light')
    .replace(/@media[\s\S]*/, '')}</style>
${body.replaceAll(' hidden>', ' hidden="hidden">').trim()}
</body>
</foreignObject>
</svg>
`;
}
