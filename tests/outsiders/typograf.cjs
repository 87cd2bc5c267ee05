// Set texts with npm typograf, one process for all of them.
// stdin: {"ru": {"enable": [...], "disable": [...], "settings": [[rule, name, value]], "texts": [...]}}
// stdout: {"ru": [...]}
const Typograf = require("typograf");

const wanted = JSON.parse(require("fs").readFileSync(0, "utf8"));
const answer = {};
for (const [locale, { enable, disable, settings, texts }] of Object.entries(wanted)) {
    const typograf = new Typograf({ locale: [locale] });
    enable.forEach((rule) => typograf.enableRule(rule));
    disable.forEach((rule) => typograf.disableRule(rule));
    settings.forEach(([rule, name, value]) => typograf.setSetting(rule, name, value));
    answer[locale] = texts.map((text) => typograf.execute(text));
}
process.stdout.write(JSON.stringify(answer));
