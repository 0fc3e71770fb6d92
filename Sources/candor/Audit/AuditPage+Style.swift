extension AuditPage {
  static let style = """
    :root{color-scheme:light dark;--ink:#1d2333;--soft:#646d85;--line:#e1e4ee;--paper:#fff;--ground:#f4f5fa;--clean:#43a574;
    --flagged:#e0a526;--removed:#6c7fb8;--unreadable:#c8463d}
    @media(prefers-color-scheme:dark){:root{--ink:#e6e9f2;--soft:#9aa3bb;--line:#2e3547;--paper:#1a1f2c;
    --ground:#11141d}}
    *{box-sizing:border-box}
    body{margin:0;background:var(--ground);color:var(--ink);
    font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
    header,main,footer{max-width:74rem;margin:0 auto;padding:0 1.2rem}
    header{padding-top:1.8rem}
    h1{font-size:1.8rem;font-weight:650;letter-spacing:-.02em;line-height:1.2;margin:0 0 .4rem}
    h2{font-size:1.08rem;font-weight:650;margin:0 0 .7rem}
    h3{font-size:.95rem;font-weight:600;margin:1rem 0 .2rem}
    header p,.hint{margin:0 0 .8rem}
    header p,.hint,footer{color:var(--soft)}
    footer{padding-bottom:1.5rem}
    .hint,footer{font-size:.88rem}
    section{background:var(--paper);border:1px solid var(--line);border-radius:.9rem;margin:1.1rem 0;
    padding:1.1rem 1.2rem}
    .bar{display:flex;height:1.1rem;border-radius:.4rem;overflow:hidden;background:var(--line);min-width:8rem}
    .bar i{min-width:2px}
    .legend{margin:.7rem 0 0}
    .legend span{display:inline-block;width:.8rem;height:.8rem;border-radius:.2rem;margin:0 .35rem 0 .8rem}
    .clean{background:var(--clean)}.flagged{background:var(--flagged)}
    .removed{background:var(--removed)}.unreadable{background:var(--unreadable)}
    details{border-top:1px solid var(--line);padding:.35rem 0}
    summary{cursor:pointer;display:grid;grid-template-columns:6rem 1fr 9rem;gap:.8rem;align-items:center}
    summary b{text-align:right;font-variant-numeric:tabular-nums}
    code,ul{font:.82rem/1.45 ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace}
    code{color:var(--soft)}
    li{overflow-wrap:anywhere}
    meter{width:100%}
    .charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(20rem,100%),1fr));gap:.4rem 2rem}
    figure{margin:0 0 .8rem}
    figcaption{font-weight:600;font-size:.95rem;margin-bottom:.3rem}
    figure th,figure td{border:0;padding:.08rem .6rem .08rem 0;font-variant-numeric:tabular-nums;white-space:nowrap}
    figure td:nth-child(2){width:100%}
    figure td:nth-child(n+3){text-align:right}
    @media(max-width:40rem){summary{grid-template-columns:3.5rem 1fr}summary meter{grid-column:2}}
    summary span,code{overflow-wrap:anywhere}
    .scroll{overflow-x:auto}
    table{border-collapse:collapse;width:100%;font-size:.9rem}
    th{text-align:left;color:var(--soft);font-weight:500}
    td,th{padding:.25rem .6rem .25rem 0;border-bottom:1px solid var(--line)}
    td:first-child{overflow-wrap:anywhere;min-width:8rem}
    """
}
