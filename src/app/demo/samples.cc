#include "app/demo/samples.h"

#include <map>
#include <string_view>

namespace runseal::embedded {
std::map<std::string, std::string_view> demo_samples();  // made by cmake/embed.cmake
}

namespace runseal::app {

std::string sample_letter() { return std::string(embedded::demo_samples().at("letter.md")); }
std::string sample_inventory() { return std::string(embedded::demo_samples().at("inventory.csv")); }

}  // namespace runseal::app
