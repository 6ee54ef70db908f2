//! Data in `config/` are compiled in: a file that is new there must cause a build, which the macro alone does not see.

fn main() {
    println!("cargo:rerun-if-changed=config");
    println!("cargo:rerun-if-env-changed=DEMARCHE_COMMIT");
}
