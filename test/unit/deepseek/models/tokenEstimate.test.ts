import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { estimateTokens, TokenCalibration } from '../../../../src/deepseek/models/tokenEstimate.ts';

describe('the token estimate', () => {
  it('follows the rule of thumb for English and for Chinese', () => {
    assert.equal(Math.round(estimateTokens('a'.repeat(1000))), 300);
    assert.equal(Math.round(estimateTokens('汉'.repeat(1000))), 600);
    assert.equal(Math.round(estimateTokens('д'.repeat(1000))), 500);
    assert.equal(estimateTokens(''), 0);
  });

  it('is additive over the parts of a text', () => {
    const text = 'The 汉字 and код 😀';
    const parts = [...text].reduce((sum, character) => sum + estimateTokens(character), 0);
    assert.ok(Math.abs(estimateTokens(text) - parts) < 1e-9);
  });

  it('is calibrated by reported counts, per model', () => {
    const calibration = new TokenCalibration();
    assert.equal(calibration.correct('a', 100), 100);
    calibration.learn('a', 1000, 1200);
    assert.equal(calibration.correct('a', 100), 120);
    assert.equal(calibration.correct('b', 100), 100);
    let off = 1;
    for (let count = 0; count < 12; count += 1) {
      calibration.learn('a', 1000, 1500);
      const left = Math.abs(calibration.correct('a', 1000) - 1500);
      assert.ok(left <= off * 1000);
      off = left / 1000;
    }
    assert.ok(off < 0.01);
  });

  it('ignores tiny requests and clamps absurd counts', () => {
    const calibration = new TokenCalibration();
    calibration.learn('a', 10, 400);
    assert.equal(calibration.correct('a', 100), 100);
    calibration.learn('a', 100, 1_000_000);
    assert.equal(calibration.correct('a', 100), 250);
  });
});
