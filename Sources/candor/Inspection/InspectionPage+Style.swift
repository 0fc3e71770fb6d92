extension InspectionPage {
  static let style = """
    :root{color-scheme:light dark;--ink:#1d2333;--soft:#646d85;--line:#e1e4ee;--paper:#fff;--ground:#f4f5fa;--blue:#2650a5;
    --good:#1c7a4a;--goodback:#e4f4ea;--half:#8a6100;--halfback:#fbf1d8;--bad:#b3261e;--badback:#fbe6e4;
    --far:#31579c;--farback:#e5ecfa}
    @media(prefers-color-scheme:dark){:root{--ink:#e6e9f2;--soft:#9aa3bb;--line:#2e3547;--paper:#1a1f2c;
    --ground:#11141d;--blue:#8fb1ff;--good:#7fd6a4;--goodback:#17352a;--half:#ecc46c;--halfback:#3a2f14;
    --bad:#ff9d95;--badback:#43201e;--far:#a5bfff;--farback:#1e2b4a}}
    *{box-sizing:border-box}
    html{scroll-behavior:smooth}
    body{margin:0;background:var(--ground);color:var(--ink);
    font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
    header,main,footer{max-width:74rem;margin:0 auto;padding:0 1.2rem}
    header{padding-top:1.8rem}
    h1{font-size:1.8rem;font-weight:650;letter-spacing:-.02em;line-height:1.2;margin:0 0 .4rem}
    h1 em{font-style:normal;color:var(--blue);overflow-wrap:anywhere}
    h2{font-size:1.08rem;font-weight:650;margin:0 0 .7rem}
    h3{font-size:.95rem;font-weight:600;margin:0}
    h3 small{color:var(--soft);font-weight:400}
    header p,.hint{color:var(--soft);margin:0 0 .8rem}
    .hint{font-size:.88rem}
    section{background:var(--paper);border:1px solid var(--line);border-radius:.9rem;margin:1.1rem 0;
    padding:1.1rem 1.2rem}
    .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.5rem,1fr));gap:.6rem}
    .tile{display:grid;gap:.1rem;padding:.75rem .8rem;border-radius:.7rem;color:inherit;text-decoration:none;
    background:var(--ground);border:1px solid var(--line);align-content:start}
    .tile:hover,.tile:focus-visible{outline:2px solid var(--blue)}
    .tile i{font-style:normal;font-size:1.35rem;line-height:1.2}
    .tile b{font-weight:600;line-height:1.25;font-size:.95rem;overflow-wrap:anywhere;hyphens:auto}
    .tile small{color:var(--soft);overflow-wrap:anywhere;line-height:1.3}
    .tile.shared{background:var(--goodback)}.shared i,.tile.shared span,summary .shared{color:var(--good)}
    .tile.partial{background:var(--halfback)}.partial i,.tile.partial span,summary .partial{color:var(--half)}
    .tile.linked{background:var(--farback)}.linked i,.tile.linked span,summary .linked{color:var(--far)}
    .tile.absent i,.tile.absent span,summary .absent{color:var(--bad)}
    .tile.undeterminable i{color:var(--half)}
    .verdicts{columns:17rem;column-gap:.8rem}
    article{break-inside:avoid;margin-bottom:.8rem;border:1px solid var(--line);border-radius:.7rem;padding:.9rem 1rem;min-width:0}
    .verdict{font-weight:650;font-size:1.05rem;margin:.25rem 0 .2rem;line-height:1.3}
    .counts{color:var(--soft);font-size:.86rem;margin:0 0 .5rem}
    .counts b{color:var(--ink)}
    .ruling{border-top:1px solid var(--line);padding:.35rem 0;font-size:.9rem}
    .ruling p{margin:.3rem 0;color:var(--soft)}
    summary{cursor:pointer;list-style:none}
    summary::-webkit-details-marker{display:none}
    summary{position:relative;padding-right:1.2rem}
    summary::after{content:"›";position:absolute;right:.2rem;top:0;color:var(--soft);transition:rotate .15s}
    details[open]>summary::after{rotate:90deg}
    .ruling summary{display:grid;grid-template-columns:1.5rem 1fr}
    .ruling summary::before{font-weight:700}
    .ruling.no summary::before{content:"✕";color:var(--bad)}
    .ruling.open summary::before{content:"?";color:var(--half)}
    .ruling.yes summary::before{content:"✓";color:var(--good)}
    .ruling>code{color:var(--soft);font-size:.78rem}
    p code,li code{font:.88em ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;
    overflow-wrap:anywhere}
    section>details{border-top:1px solid var(--line);padding:.7rem 0}
    section>details:first-of-type{border-top:0;padding-top:0}
    ul{margin:.5rem 0;padding-left:1.1rem}
    li{margin:.45rem 0}
    li em{font-style:normal;color:var(--soft);font-size:.84rem;border:1px solid var(--line);
    border-radius:.3rem;padding:0 .3rem}
    .place{font:.82rem/1.45 ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;
    background:var(--ground);border-radius:.4rem;padding:.3rem .5rem;margin:.25rem 0;overflow-wrap:anywhere}
    cite{font-style:normal;color:var(--blue);display:block}
    q{quotes:none}
    .condition{display:inline-block;font-size:.82rem;background:var(--badback);color:var(--bad);
    border-radius:.3rem;padding:.05rem .45rem;margin:.3rem .3rem .2rem 0}
    .hazards{border-color:var(--bad);background:var(--badback)}
    .hazards h2{color:var(--bad)}
    .caution{border-color:var(--half)}
    .caution h2,.calm h2,.hazards summary h2{margin-bottom:.2rem}
    .calm .hint,summary .hint{margin:0}
    footer{color:var(--soft);font-size:.84rem;padding-bottom:2rem}
    """
}
