// How help is printed, and what a person is told who mistyped.
#pragma once

#include <CLI/CLI.hpp>

#include "base/result.h"

namespace runseal::app {

// Within 80 columns; the options that every command takes stand in the help of each.
class Help : public CLI::Formatter {
 public:
  std::string make_option(const CLI::Option* option, bool positional) const override;
  std::string make_subcommand(const CLI::App* command) const override;
  std::string make_description(const CLI::App* command) const override;
  std::string make_footer(const CLI::App* command) const override;
};

// What was wrong with the words given to `program`; a word that is none gets the nearest one that is.
[[nodiscard]] Error wrong_usage(const CLI::App& program, const CLI::ParseError& error);

}  // namespace runseal::app
