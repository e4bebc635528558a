// runseal receive
#include <iostream>
#include <mutex>

#include <fmt/format.h>

#include "app/context.h"
#include "base/large_blocks.h"
#include "base/text.h"
#include "service/pairing.h"
#include "service/transfers.h"

namespace runseal::app {
namespace {

struct ReceiveCommand {
  std::string into;
  std::string listen = ":7433";
  bool read_back = false;
  bool once = false;
};

Result<int> receive(const Context& context, const ReceiveCommand& command) {
  service::ReceiveRequest request;
  std::error_code error;
  request.into = std::filesystem::canonical(command.into, error);
  if (error) return fail(base::system_error("cannot receive into the folder", command.into, error.value()));
  RUNSEAL_TRY(request.listen, base::parse_host_port(command.listen, transfer::default_port));
  request.read_back = command.read_back;
  request.once = command.once;
  base::give_large_blocks_back();
  watch_for_interrupts();
  request.stop = &interrupted();
  std::mutex one_line_at_a_time;
  const auto say = [&](const std::string& line, bool bad, const Json& json) {
    const std::lock_guard lock(one_line_at_a_time);
    if (context.json)
      std::cout << json.dump(-1, ' ', false, Json::error_handler_t::replace) << std::endl;
    else
      context.screen.line(base::format_instant(base::system_clock().now()).substr(0, 19) + "  " +
                          (bad ? context.screen.warn(base::printable(line, 600)) : base::printable(line, 600)));
    std::cout.flush();
  };
  request.say = [&](const std::string& line, bool bad) { say(line, bad, {{"line", line}, {"bad", bad}}); };
  request.started = [&](std::uint16_t port, const base::PublicKey& key) {
    say(fmt::format("receiving into {} on port {}, key {}", request.into.string(), port, service::fingerprint(key)),
        false, {{"listening", port}, {"into", request.into.string()}, {"fingerprint", service::fingerprint(key)}});
  };
  RUNSEAL_CHECK(service::receive_runs([&] { return context.open(service::Access::write); },
                                      [&] { return context.open(service::Access::read); }, request));
  return holds;
}

}  // namespace

void add_receive_command(CLI::App& program, Context& context) {
  auto options = std::make_shared<ReceiveCommand>();
  auto* command = add_command(program, context, "receive", "take in runs from paired senders, until Ctrl-C",
                              [&context, options] { return receive(context, *options); });
  command->add_option("--into", options->into, "the folder that runs arrive in")->required();
  command->add_option("--listen", options->listen, "address and port (default: every address, port 7433)");
  command->add_flag("--read-back", options->read_back,
                    "read every file from the disk again before the receipt is signed");
  command->add_flag("--once", options->once, "end after one run");
  command->footer(
      "Pair a sender first: runseal node pair --address host:7433. A run that was cut off goes on when its sender "
      "comes back.");
}

}  // namespace runseal::app
