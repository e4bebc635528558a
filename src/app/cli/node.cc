// runseal node key | pair | list | revoke
#include <fmt/format.h>

#include "app/context.h"
#include "app/records.h"
#include "app/why.h"
#include "base/sshsig.h"
#include "base/text.h"
#include "service/node.h"
#include "service/pairing.h"

namespace runseal::app {
namespace {

struct PairOptions {
  std::string line;
  service::InviteRequest invite;
};

Result<int> show_key(const Context& context) {
  RUNSEAL_TRY(auto workspace, context.open(service::Access::write));
  RUNSEAL_TRY(const auto key, service::node_key(workspace));
  const auto line = base::ssh_public_key(key.public_key());
  if (context.json) {
    context.print({{"key", line}, {"fingerprint", service::fingerprint(key.public_key())}});
  } else {
    context.screen.line(line);
    context.screen.line(service::fingerprint(key.public_key()));
  }
  return holds;
}

Result<int> invite(const Context& context, const PairOptions& options) {
  if (options.invite.address.empty())
    return fail(ErrorCode::usage, "say where this node receives", {},
                "on the receiver: runseal node pair --address host:port; on the sender: runseal node pair 'LINE'");
  RUNSEAL_TRY(const auto line, records::invite(context, options.invite));
  if (context.json) {
    context.print({{"line", line}});
    return holds;
  }
  context.screen.line("On the sender, within ten minutes:");
  context.screen.line();
  context.screen.line("  runseal node pair '" + line + "'");
  context.screen.line();
  context.screen.line("It answers with a line to paste here. Keep both from others until then.");
  return holds;
}

void show_paired(const Context& context, const model::Node& node) {
  const auto key = service::key_of(node);
  context.screen.line(fmt::format("{} {} {}", context.screen.good("paired with"), node.name,
                                  key ? service::fingerprint(*key) : std::string()));
}

Result<int> take_line(const Context& context, const PairOptions& options) {
  if (!service::is_invitation(options.line)) {
    RUNSEAL_TRY(const auto node, records::complete_pairing(context, options.line));
    if (context.json)
      context.print(node);
    else
      show_paired(context, node);
    return holds;
  }
  RUNSEAL_TRY(const auto accepted, records::accept_invitation(context, options.line, options.invite.name));
  if (context.json) {
    context.print({{"node", accepted.node}, {"line", accepted.answer}});
    return holds;
  }
  show_paired(context, accepted.node);
  context.screen.line("Back on the receiver:");
  context.screen.line();
  context.screen.line("  runseal node pair '" + accepted.answer + "'");
  return holds;
}

Result<int> pair(const Context& context, const PairOptions& options) {
  return options.line.empty() ? invite(context, options) : take_line(context, options);
}

std::string state_of(const Screen& screen, const model::Node& node, const std::string& now) {
  if (!node.revoked.empty()) return screen.bad("revoked " + node.revoked.substr(0, 10));
  if (!node.expires.empty() && node.expires <= now) return screen.bad("ended " + node.expires.substr(0, 10));
  if (!node.expires.empty()) return "until " + node.expires.substr(0, 10);
  return screen.good("paired");
}

Result<int> list(const Context& context) {
  RUNSEAL_TRY(const auto nodes, records::nodes(context));
  const auto now = base::format_instant(base::system_clock().now());
  Json documents = Json::array();
  std::vector<std::vector<std::string>> rows;
  for (const auto& node : nodes) {
    documents.push_back(node);
    const auto key = service::key_of(node);
    rows.push_back({node.name, state_of(context.screen, node, now),
                    node.address.empty() ? "sends" + (node.folder.empty() ? "" : " into " + node.folder)
                                         : "receives at " + node.address,
                    key ? service::fingerprint(*key) : context.screen.bad("damaged key")});
  }
  if (context.json)
    context.print(documents);
  else if (rows.empty())
    context.screen.line("No node is paired yet.  next, on the receiver: runseal node pair --address host:port");
  else
    context.screen.table(rows, 0);
  return holds;
}

Result<int> revoke(const Context& context, const std::string& name, const std::string& why) {
  RUNSEAL_TRY(const auto node, records::revoke_node(context, name, why));
  if (context.json)
    context.print(node);
  else
    context.screen.line(
        fmt::format("{} {}: its next connection is refused", context.screen.good("revoked:"), node.name));
  return holds;
}

}  // namespace

void add_node_commands(CLI::App& program, Context& context) {
  auto* group = program.add_subcommand("node", "this node's key, and the nodes it sends to or receives from");
  group->require_subcommand(1);
  add_command(*group, context, "key", "this node's public key and its fingerprint",
              [&context] { return show_key(context); });
  {
    auto options = std::make_shared<PairOptions>();
    auto* command = add_remote_command(*group, context, "pair", "let a sender and a receiver know each other's keys",
                                       [&context, options] { return pair(context, *options); });
    command->add_option("LINE", options->line, "the line that the other node printed");
    command->add_option("--address", options->invite.address, "on the receiver: where it receives, host:port");
    command->add_option("--folder", options->invite.folder,
                        "on the receiver: the one folder that the sender may send into");
    command->add_option("--valid-days", options->invite.valid_days, "on the receiver: days until the pairing ends")
        ->check(CLI::Range(1, 3650));
    command->add_option("--name", options->invite.name, "this node's name for the other (default: the host's)");
    command->footer(
        "1. on the receiver   runseal node pair --address nas01:7433     prints a line\n"
        "2. on the sender     runseal node pair 'runseal-pair-1,…'       prints an answer\n"
        "3. on the receiver   runseal node pair 'runseal-paired-1,…'\n"
        "Each line is good once and for ten minutes. Nothing listens for it.");
  }
  add_remote_command(*group, context, "list", "the paired nodes", [&context] { return list(context); });
  auto name = std::make_shared<std::string>();
  auto why = std::make_shared<std::string>();
  auto* command = add_remote_command(*group, context, "revoke", "refuse a node from now on",
                                     [&context, name, why] { return revoke(context, *name, *why); });
  command->add_option("NAME", *name, "as `runseal node list` shows it")->required();
  add_why(*command, *why)->required();
}

}  // namespace runseal::app
