// The sample letter and inventory of the demonstration (demo/), embedded in the program.
#pragma once

#include <string>

namespace runseal::app {

[[nodiscard]] std::string sample_letter();
[[nodiscard]] std::string sample_inventory();  // @STORAGE@ stands for the storage's address

}  // namespace runseal::app
