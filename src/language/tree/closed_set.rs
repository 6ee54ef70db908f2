//! Closed sets of names, each as an enum.

/// An enum whose variants have names in a standard; `unknown` stands for every other name.
macro_rules! closed_set {
    (
        $(#[$doc:meta])*
        $set:ident, unknown $unknown:ident { $( $(#[$note:meta])* $variant:ident = $name:literal, )+ }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $set {
            $( $(#[$note])* $variant, )+
        }

        impl $set {
            /// All of them, in the order of their declaration.
            pub const ALL: &'static [Self] = &[$( Self::$variant, )+];

            /// The name in the standard.
            pub const fn name(self) -> &'static str {
                match self {
                    $( Self::$variant => $name, )+
                }
            }

            fn named(name: &str) -> Option<Self> {
                match name {
                    $( $name => Some(Self::$variant), )+
                    _ => None,
                }
            }
        }

        impl Default for $set {
            fn default() -> Self {
                Self::$unknown
            }
        }

        impl std::fmt::Display for $set {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.name())
            }
        }
    };
}

pub(super) use closed_set;
