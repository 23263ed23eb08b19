"""The families of cases: each module has families() -> {file name: [Case]}."""
