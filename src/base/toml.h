// toml++, the same way everywhere: TOML_EXCEPTIONS must not differ between files, or one program has two shapes of it.
#pragma once

#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>
