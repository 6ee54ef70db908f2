//! Forests of decision trees, as gradient boosting learns them: numbers in, a probability out.

use super::{DataFiles, table::read_tables};
use crate::engine::DataFault;

/// Branches on the way to a leaf at most.
const MAX_DEPTH: usize = 64;

/// Trees whose leaves add up to the logarithm of the odds; the empty forest says one half.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Forest {
    nodes: Vec<Node>,
    roots: Vec<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Node {
    Leaf(f32),
    /// Where to go on when the feature is at most the threshold, and else.
    Branch {
        feature: u16,
        threshold: f32,
        low: u32,
        high: u32,
    },
}

impl Forest {
    /// Reads a table of nodes: tree and node by number, the feature's number (empty in a leaf), its threshold or the
    /// leaf's value, and the two nodes of the same tree that follow. A node follows its branch, so that all ways end.
    pub(crate) fn read(files: &DataFiles, table: &str, faults: &mut Vec<DataFault>) -> Self {
        let mut forest = Self::default();
        let mut tree = "";
        let mut root = 0;
        for row in read_tables(files, table, ["tree", "node", "feature", "value", "low", "high"], faults) {
            let next = u32::try_from(forest.nodes.len()).unwrap_or(u32::MAX);
            if row.cells[0] != tree {
                tree = row.cells[0];
                root = next;
                forest.roots.push(root);
            }
            match node(&row.cells, root, next) {
                Some(node) => forest.nodes.push(node),
                None => faults.push(row.fault("this is no leaf or branch whose two nodes follow it")),
            }
        }
        forest
    }

    /// The probability that the trees give, 0 to 1; a feature that is not there counts as 0.
    pub(crate) fn probability(&self, features: &[f32]) -> f32 {
        let odds: f32 = self.roots.iter().map(|root| self.leaf(*root, features)).sum();
        1.0 / (1.0 + (-odds).exp())
    }

    fn leaf(&self, root: u32, features: &[f32]) -> f32 {
        let mut at = root;
        for _ in 0..MAX_DEPTH {
            match self.nodes.get(at as usize) {
                Some(Node::Leaf(value)) => return *value,
                Some(Node::Branch { feature, threshold, low, high }) => {
                    let value = features.get(usize::from(*feature)).copied().unwrap_or_default();
                    at = if value <= *threshold { *low } else { *high };
                }
                None => return 0.0,
            }
        }
        0.0
    }
}

fn node(cells: &[&str; 6], root: u32, number: u32) -> Option<Node> {
    let [_, own, feature, value, low, high] = *cells;
    let value: f32 = value.parse().ok().filter(|value: &f32| value.is_finite())?;
    if root.checked_add(own.parse().ok()?)? != number {
        return None;
    }
    if feature.is_empty() {
        return (low.is_empty() && high.is_empty()).then_some(Node::Leaf(value));
    }
    let follow = |text: &str| root.checked_add(text.parse().ok()?).filter(|node| *node > number);
    Some(Node::Branch { feature: feature.parse().ok()?, threshold: value, low: follow(low)?, high: follow(high)? })
}
