//! Words of English as the treebanks cut them.

use super::*;

fn words(text: &str) -> String {
    let mut vocabulary = Vocabulary::default();
    let grammar = Grammar::read(include_str!("../../../config/lexicon/grammar.toml"), &mut vocabulary).unwrap();
    let tokens = tokenize_universal(text, &vocabulary, &grammar);
    tokens.iter().map(|token| token.text(text)).collect::<Vec<_>>().join(" ")
}

#[test]
fn words_are_cut_as_universal_dependencies_cuts_them() {
    let cases = [
        // Contractions and possessives.
        ("They don't, can't and won't.", "They do n't , ca n't and wo n't ."),
        ("It's late; I'll go, we've lost.", "It 's late ; I 'll go , we 've lost ."),
        ("It’s theirs, isn’t it?", "It ’s theirs , is n’t it ?"),
        ("We cannot. He's gonna.", "We can not . He 's gon na ."),
        ("I dont know, Im late", "I do nt know , I m late"),
        ("Iran's and the allies' plan", "Iran 's and the allies ' plan"),
        ("the O'Briens' house", "the O'Briens ' house"),
        ("get 'em in the '90s", "get 'em in the '90s"),
        ("Rock ’n’ roll, class of ’08", "Rock ’n’ roll , class of ’08"),
        // Hyphens.
        ("a low-key, two-state plan", "a low - key , two - state plan"),
        ("al-Qaeda's five-year-old son", "al - Qaeda 's five - year - old son"),
        ("F-16s and COVID-19", "F - 16s and COVID - 19"),
        ("Amir-Abdollahian", "Amir - Abdollahian"),
        ("non-proliferation, anti-tank, mid-May", "non-proliferation , anti-tank , mid-May"),
        ("an ex-prime-minister", "an ex-prime - minister"),
        ("pages 12-14, 2003-2004", "pages 12 - 14 , 2003 - 2004"),
        ("call 555-1234 or 202-555-0123", "call 555-1234 or 202-555-0123"),
        ("in the 1990's and 70's, 12's", "in the 1990's and 70 's , 12 's"),
        ("make $$$, A++", "make $$$ , A ++"),
        ("on 2022-01-19", "on 2022-01-19"),
        ("talks - and -- only -- talks", "talks - and -- only -- talks"),
        // Abbreviations and initials.
        ("Gen. Mark A. Milley", "Gen. Mark A. Milley"),
        ("the U.S. and the U.N.", "the U.S. and the U.N."),
        ("No. 10, but no. Never", "No. 10 , but no . Never"),
        ("at 5 p.m. on Jan. 5", "at 5 p.m. on Jan. 5"),
        ("J. K. Rowling, Ph.D.", "J. K. Rowling , Ph.D."),
        ("Acme Inc. etc. and e.g. this", "Acme Inc. etc. and e.g. this"),
        ("gen. is no title", "gen . is no title"),
        // Numbers, money and units.
        ("3,000 tonnes at 2.5%", "3,000 tonnes at 2.5 %"),
        ("$5.3bn, €12 and US$5m", "$ 5.3 bn , € 12 and US$ 5 m"),
        ("10am, 5km, 7:30pm", "10 am , 5 km , 7:30 pm"),
        ("the 1980s, 21st, 4x4", "the 1980s , 21st , 4x4"),
        ("on 11/28/2000 at 10:30", "on 11/28/2000 at 10:30"),
        ("-5°C", "- 5 ° C"),
        // Marks, pictures and addresses.
        ("“He said ‘no’.”", "“ He said ‘ no ’ . ”"),
        ("``We agree,'' he said", "`` We agree , '' he said"),
        ("GENEVA (Reuters) -", "GENEVA ( Reuters ) -"),
        ("Wait... what?!", "Wait ... what ?!"),
        ("good :-) or :( bad", "good :-) or :( bad"),
        ("(see: this)", "( see : this )"),
        ("join #peace now", "join #peace now"),
        ("and/or", "and / or"),
        ("AT&T’s 👍🏽", "AT&T ’s 👍🏽"),
        ("at http://a.example/b-c_d.html.", "at http://a.example/b-c_d.html ."),
        ("ask first.last@a-b.example!", "ask first.last@a-b.example !"),
    ];
    for (text, expected) in cases {
        assert_eq!(words(text), expected, "text {text:?}");
    }
}

#[test]
fn a_word_that_is_cut_keeps_its_line_break_once() {
    let mut vocabulary = Vocabulary::default();
    let grammar = Grammar::read(include_str!("../../../config/lexicon/grammar.toml"), &mut vocabulary).unwrap();
    let tokens = tokenize_universal("We\n\ncannot", &vocabulary, &grammar);
    assert_eq!(tokens.iter().map(|token| token.breaks).collect::<Vec<_>>(), [0, 2, 0]);
}
