"""The session library: `SessionData`, `LoadingRecipe`, `Suite2pSession`, file facts and the clearing engine."""
