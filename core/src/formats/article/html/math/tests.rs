use crate::formats::article::{parse_html, plain_text};

#[track_caller]
fn assert_math(inside: &str, text: &str) {
    assert_eq!(plain_text(&parse_html(&format!("<p>x<math>{inside}</math>y</p>"), None).blocks), format!("x{text}y"));
}

#[test]
fn formulas_are_lines() {
    assert_math("<mfrac><mi>面积</mi><mn>2</mn></mfrac>", "面积/2");
    assert_math("<mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mi>c</mi></mfrac>", "(a+b)/c");
    assert_math("<msup><mi>x</mi><mn>2</mn></msup><mo>+</mo><msub><mi>a</mi><mn>1</mn></msub>", "x²+a₁");
    assert_math("<msup><mn>1.05</mn><mi>n</mi></msup>", "1.05ⁿ");
    assert_math("<msup><mrow><mo>(</mo><mi>a</mi><mo>)</mo></mrow><mi>k</mi></msup>", "(a)^k");
    assert_math("<msqrt><mi>S</mi></msqrt><mroot><mn>8</mn><mn>3</mn></mroot>", "√S³√8");
    assert_math("<munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover>", "∑_(i=1)ⁿ");
    assert_math("<mfenced><mi>a</mi><mi>b</mi></mfenced>", "(a,b)");
    assert_math(
        "<mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>2</mn></mtd></mtr><mtr><mtd><mn>3</mn></mtd></mtr></mtable>",
        "1 2; 3",
    );
    assert_math("<mover><mi>x</mi><mo>¯</mo></mover><mi>sin</mi><mi>t</mi>", "x\u{304}sin t");
    assert_math("<semantics><mi>m</mi><annotation encoding='application/x-tex'>\\mu</annotation></semantics>", "m");
    assert_math("<mfrac><mrow/><mn>2</mn></mfrac>", "/2");
    assert_math("面积×100", "面积×100");
}

#[test]
fn deep_formulas_keep_their_text() {
    assert_math(&format!("{}<mn>7</mn>{}", "<mrow>".repeat(500), "</mrow>".repeat(500)), "7");
}
