#include "app/why.h"

namespace runseal::app {

CLI::Option* add_why(CLI::App& command, std::string& why) {
  return command.add_option("--why", why, "the reason, kept beside the change");
}

void say_why(service::Workspace& workspace, const std::string& why) {
  auto actor = workspace.actor();
  actor.why = why;
  workspace.act_as(std::move(actor));
}

}  // namespace runseal::app
