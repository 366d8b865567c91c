// Pages of figures in a real browser: `node check.mjs FILE.html...`. No request, nothing on the console, every figure named, no
// scrolling sideways, names picked out by click and by key, nothing serious found by axe, no figure cut in print.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
let wrong = 0;

async function check(file) {
    const url = pathToFileURL(resolve(file)).href;
    const found = [];
    const expect = (holds, text) => holds || found.push(text);
    for (const [width, colorScheme] of [[1440, "light"], [390, "light"], [1440, "dark"]]) {
        // The page's own policy forbids scripts of others: axe is brought in past it.
        const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, bypassCSP: true });
        const page = await context.newPage();
        const at = `${width} px, ${colorScheme}`;
        page.on("request", (r) => expect(r.url() === url || r.url().startsWith("data:"), `${at}: asks for ${r.url()}`));
        page.on("console", (m) => expect(!["error", "warning"].includes(m.type()), `${at}: console says ${m.text()}`));
        page.on("pageerror", (e) => found.push(`${at}: ${e}`));
        await page.goto(url);
        const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(sideways <= 0, `${at}: scrolls sideways by ${sideways} px`);
        const nameless = await page.$$eval("figure svg", (all) =>
            all.filter((s) => !s.querySelector("title")?.textContent.trim() || !s.getAttribute("aria-labelledby")).length);
        expect(nameless === 0, `${at}: ${nameless} figures without a name`);
        expect((await page.$$("figure")).length > 0, `${at}: no figure`);

        const buttons = await page.$$("nav button");
        if (buttons.length) {
            const value = await buttons[0].getAttribute("value");
            const state = () => page.evaluate((value) => {
                const marks = [...document.querySelectorAll("[data-k]")];
                const of = marks.filter((m) => m.dataset.k.split("|").includes(value));
                const opacity = (m) => Number(getComputedStyle(m).opacity);
                return {
                    own: Math.min(...of.map(opacity)),
                    others: Math.min(...marks.filter((m) => !of.includes(m)).map(opacity), 1),
                    figures: new Set(of.map((m) => m.closest("figure")?.id).filter(Boolean)).size,
                };
            }, value);
            await buttons[0].click();
            const picked = await state();
            expect(picked.figures > 1, `${at}: ${value} is in ${picked.figures} figures`);
            expect(picked.own === 1 && picked.others < 1, `${at}: a click does not pick ${value} out: ${JSON.stringify(picked)}`);
            await page.keyboard.press("Escape");
            expect((await state()).others === 1, `${at}: Escape does not end it`);
            await buttons[0].focus();
            await page.keyboard.press("Enter");
            expect((await state()).others < 1, `${at}: Enter does not pick ${value} out`);
            await page.keyboard.press("Escape");
        }

        await page.evaluate(axe);
        const { violations } = await page.evaluate(() => window.axe.run(document));
        for (const v of violations.filter((v) => ["serious", "critical"].includes(v.impact))) {
            found.push(`${at}: axe: ${v.id}, ${v.help}: ${v.nodes[0].html.slice(0, 120)}`);
        }

        if (width === 1440 && colorScheme === "light") {
            await page.emulateMedia({ media: "print" });
            await page.setViewportSize({ width: 718, height: 1046 }); // what A4 leaves with margins of 1 cm, at 96 per inch
            const cut = await page.$$eval("figure", (all) =>
                all.filter((f) => getComputedStyle(f).breakInside !== "avoid" || f.getBoundingClientRect().height > 1046).map((f) => f.id));
            expect(cut.length === 0, `print: cut: ${cut.join(", ")}`);
            const pdf = await page.pdf({ format: "A4", margin: { top: "1cm", bottom: "1cm", left: "1cm", right: "1cm" } });
            expect(pdf.subarray(0, 5).toString() === "%PDF-", "print: no PDF");
        }
        await context.close();
    }
    console.log(found.length ? `${file}:` : `${file}: as it shall be`);
    for (const text of new Set(found)) console.log(`  ${text}`);
    wrong += found.length;
}

for (const file of process.argv.slice(2)) await check(file);
await browser.close();
process.exit(wrong ? 1 : 0);
