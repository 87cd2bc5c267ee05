// Headless Chromium kept warm: `chromium_loop.mjs BROWSER FOLDER NAME…`, one page reused.
// Prints the seconds that the documents took; the start of the browser is not counted.
import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";

const [browserPath, folder, ...names] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: browserPath,
  headless: true,
  args: [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
  ],
});
const page = await browser.newPage();

async function make(name) {
  const html = readFileSync(`${folder}/${name}.html`, "utf8");
  const css = readFileSync(`${folder}/${name}.css`, "utf8");
  await page.setContent(html.replace("</head>", `<style>${css}</style></head>`));
  await page.pdf({
    path: `${folder}/${name}.chromium.pdf`, preferCSSPageSize: true, tagged: true, outline: true,
    printBackground: true,
  });
}

await make(names[0]);
const begun = performance.now();
for (const name of names) await make(name);
console.log(JSON.stringify({ seconds: (performance.now() - begun) / 1000 }));
await browser.close();
