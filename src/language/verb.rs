//! The forms of regular English verbs, and what each form can be.

/// What a form of a verb is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Form {
    /// `meet`
    Base,
    /// `meets`
    Third,
    /// `met`, as the past
    Past,
    /// `met`, as the participle
    Participle,
    /// `meeting`
    Ing,
}

/// The forms of a verb: third person, past, participle, -ing; by the rules of spelling.
///
/// Doubling of the last letter depends on stress, which spelling does not show: such verbs stand in the irregular list.
pub(crate) fn inflect(lemma: &str) -> [String; 4] {
    let third = match lemma {
        _ if lemma.ends_with(['s', 'x', 'z']) || lemma.ends_with("sh") || lemma.ends_with("ch") => format!("{lemma}es"),
        _ => consonant_y(lemma).map_or_else(|| format!("{lemma}s"), |stem| format!("{stem}ies")),
    };
    let past = match lemma.strip_suffix('e') {
        Some(stem) => format!("{stem}ed"),
        None => consonant_y(lemma).map_or_else(|| format!("{lemma}ed"), |stem| format!("{stem}ied")),
    };
    let ing = match lemma.strip_suffix('e') {
        Some(stem) if !stem.ends_with('e') => format!("{stem}ing"),
        _ => format!("{lemma}ing"),
    };
    [third, past.clone(), past, ing]
}

fn consonant_y(lemma: &str) -> Option<&str> {
    lemma.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'o', 'u']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regular_verbs_follow_spelling() {
        let cases = [
            ("accuse", ["accuses", "accused", "accused", "accusing"]),
            ("deny", ["denies", "denied", "denied", "denying"]),
            ("impose", ["imposes", "imposed", "imposed", "imposing"]),
            ("attack", ["attacks", "attacked", "attacked", "attacking"]),
            ("deploy", ["deploys", "deployed", "deployed", "deploying"]),
            ("agree", ["agrees", "agreed", "agreed", "agreeing"]),
            ("denounce", ["denounces", "denounced", "denounced", "denouncing"]),
        ];
        for (lemma, expected) in cases {
            assert_eq!(inflect(lemma), expected);
        }
    }
}
