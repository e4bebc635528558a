// --why, of commands that change what stood in the records.
#pragma once

#include <CLI/CLI.hpp>

#include "service/workspace.h"

namespace runseal::app {

CLI::Option* add_why(CLI::App& command, std::string& why);

// From now on, beside the changes made here.
void say_why(service::Workspace& workspace, const std::string& why);

}  // namespace runseal::app
