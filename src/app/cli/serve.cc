// runseal serve
#include <iostream>

#include <fmt/format.h>

#include "app/serving.h"
#include "console/route.h"

namespace runseal::app {
namespace {

Result<int> print_routes(const Context& context) {
  Json all = Json::array();
  for (const auto& route : console::all_routes())
    all.push_back({{"method", console::name_of(route.method)},
                   {"path", route.pattern},
                   {"permission", route.permission ? Json(*route.permission) : Json("anyone")}});
  if (context.json) {
    context.print(all);
    return holds;
  }
  for (const auto& one : all)
    std::cout << fmt::format("{} {} {}\n", one["method"].get<std::string>(), one["path"].get<std::string>(),
                             one["permission"].get<std::string>());
  return holds;
}

}  // namespace

void add_serve_command(CLI::App& program, Context& context) {
  auto options = std::make_shared<ServeOptions>();
  auto routes = std::make_shared<bool>(false);
  auto* command = add_command(
      program, context, "serve", "run the console: the page, the API, work in the background",
      [&context, options, routes] { return *routes ? print_routes(context) : serve_console(context, *options); });
  command->add_option("--listen", options->listen, "address and port (default: 127.0.0.1:7443, or console.listen)");
  command->add_flag("--link", options->link, "print a one-time link that signs the first administrator in");
  command->add_option("--receive", options->receive, "also receive runs of paired senders into this folder");
  command->add_option("--receive-listen", options->receive_listen, "where (default: every address, port 7433)");
  command->add_flag("--read-back", options->read_back,
                    "read every received file from the disk again before the receipt is signed");
  command->add_flag("--print-routes", *routes)->group("");
  command->footer(
      "Until Ctrl-C. Where nobody can sign in yet, a one-time link is printed on a terminal; elsewhere run `runseal "
      "init`.");
}

}  // namespace runseal::app
