#include "service/reason.h"

#include "base/text.h"

namespace runseal::service {
namespace {

constexpr std::size_t longest_reason = 1000;

}  // namespace

Result<> must_say_why(const Workspace& workspace) {
  const auto& why = workspace.actor().why;
  if (base::trim(why).empty())
    return fail(ErrorCode::invalid, "say why: the reason is kept beside the change", "why",
                "give the reason; on the command line with --why");
  if (why.size() > longest_reason || !base::is_utf8(why))
    return fail(ErrorCode::invalid, fmt::format("a reason is UTF-8 text of at most {} bytes", longest_reason), "why");
  return {};
}

}  // namespace runseal::service
