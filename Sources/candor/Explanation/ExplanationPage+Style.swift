extension ExplanationPage {
  /// From the white of what was expected over yellow to the red of what surprised.
  static func heat(_ part: Double) -> String {
    mixed([(255, 255, 255), (255, 243, 190), (255, 200, 120), (247, 128, 88), (214, 69, 65)], part)
  }

  static func blue(_ part: Double) -> String {
    mixed([(250, 251, 255), (198, 215, 245), (110, 150, 220), (38, 80, 165), (18, 40, 105)], part)
  }

  private static func mixed(_ colours: [(Double, Double, Double)], _ part: Double) -> String {
    let place = min(max(part, 0), 1) * Double(colours.count - 1)
    let index = min(Int(place), colours.count - 2)
    let (from, to, share) = (colours[index], colours[index + 1], place - Double(index))
    func mix(_ first: Double, _ second: Double) -> Int {
      Int((first + (second - first) * share).rounded())
    }
    return "rgb(\(mix(from.0, to.0)),\(mix(from.1, to.1)),\(mix(from.2, to.2)))"
  }

  static let style = """
    :root{--ink:#1d2433;--soft:#68708a;--line:#e3e6ef;--paper:#fff;--ground:#f4f5fa}
    *{box-sizing:border-box}
    body{margin:0;background:var(--ground);color:var(--ink);
    font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
    header,main,footer{max-width:76rem;margin:0 auto;padding:0 1.5rem}
    header{padding-top:2.2rem}
    h1{font-size:1.9rem;font-weight:650;letter-spacing:-.02em;margin:0 0 .3rem}
    h1 em{font-style:normal;color:#2650a5}
    h2{font-size:1.05rem;font-weight:650;margin:0}
    header p{color:var(--soft);margin:0}
    header b{color:var(--ink)}
    .legend{display:inline-flex;margin-left:.8rem;vertical-align:middle;border:1px solid var(--line);
    border-radius:.4rem;overflow:hidden}
    .legend i{font:normal .72rem/1.6 inherit;font-size:.72rem;font-style:normal;min-width:2rem;
    padding:.05rem .5rem;color:#3a3030}
    section{background:var(--paper);border:1px solid var(--line);border-radius:.9rem;margin:1.3rem 0;
    padding:1.2rem 1.4rem 1.4rem;box-shadow:0 1px 2px rgba(20,30,60,.04)}
    .hint{color:var(--soft);font-size:.86rem;margin:.1rem 0 .9rem}
    .text{font-family:ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:1.05rem;
    line-height:1.6}
    .token{display:inline-block;position:relative;padding:0 .1rem;line-height:1.6;border-radius:.3rem;
    cursor:default;outline:0;margin:.12rem 1px;white-space:pre}
    var{font-style:normal;opacity:.35}
    .token.own{border-bottom:2px solid #2650a5}
    .token.next{color:var(--soft);border:1px dashed var(--soft);padding:0 .5rem;margin-left:.3rem}
    .token:hover,.token:focus{box-shadow:0 0 0 2px var(--ink);z-index:2}
    .card{display:none;max-width:80vw;position:absolute;left:0;top:calc(100% + .35rem);width:19rem;z-index:3;
    background:var(--paper);border:1px solid var(--line);border-radius:.7rem;padding:.8rem .9rem;
    box-shadow:0 10px 30px rgba(20,30,60,.18);line-height:1.5;font-size:.92rem;white-space:normal}
    .token:hover .card,.token:focus .card{display:block}
    .card small{display:block;color:var(--soft);font-family:system-ui,"DejaVu Sans",sans-serif;
    margin-bottom:.4rem}
    .choice{display:flex;position:relative;justify-content:space-between;padding:.08rem .4rem;
    border-radius:.3rem}
    .choice i{position:absolute;left:0;top:1px;bottom:1px;background:#dbe6fa;border-radius:.3rem}
    .choice s,.choice u{position:relative;text-decoration:none;white-space:pre}
    .choice.came s{font-weight:700;color:#2650a5}
    .choice u{color:var(--soft)}
    .scroll{overflow-x:auto;padding-bottom:.3rem}
    table{border-collapse:separate;border-spacing:2px;font-family:ui-monospace,Menlo,Consolas,
    "DejaVu Sans Mono",monospace;font-size:.74rem}
    .bars td{vertical-align:bottom;text-align:center;padding:0 .15rem}
    .bars span{color:var(--soft);white-space:pre}
    .bar{display:flex;align-items:flex-end;justify-content:center;gap:2px;min-height:3rem;
    border-bottom:1px solid var(--line);margin-bottom:.2rem}
    .bar i{width:.7rem;border-radius:.2rem .2rem 0 0;box-shadow:inset 0 0 0 1px rgba(80,40,20,.18)}
    .bar i.open{background:repeating-linear-gradient(45deg,#9aa6c4 0 2px,#e8ecf6 2px 5px);box-shadow:none}
    .lens td,.lens th{padding:.12rem .45rem;text-align:center;white-space:pre;max-width:8rem;
    overflow:hidden;text-overflow:ellipsis;border-radius:.25rem}
    .lens th{color:var(--soft);font-weight:500;position:sticky;left:0;background:var(--paper)}
    .lens .hit{box-shadow:inset 0 0 0 2px #e08a2e}
    .lens .came th{color:var(--ink);font-weight:650;position:static}
    footer{color:var(--soft);font-size:.82rem;padding-bottom:2rem}
    """
}
